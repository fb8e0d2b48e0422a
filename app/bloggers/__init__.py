"""People with an audience and how each brand stands with them.

Owns `blogger relation relation_address contact_point channel audience_figure rate need tag blogger_tag
blogger_facet external_id` and the search index. Interactions are outreach's, partnerships are
partnerships'; both write their facts (last contact, turn, next step) onto the relation through this service.
"""
