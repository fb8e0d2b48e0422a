"""Moving data in and out: imports with a preview, exports.

Owns `import_batch import_row`. Writes people and exchanges only through the features' services.
"""
