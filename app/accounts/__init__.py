"""Who may enter and what they may do: users, workspaces, brands, members, sessions, API tokens.

Owns `user workspace brand member member_brand invitation user_session sign_in_link api_token throttle`.
The table role → permission is `permissions.py` and nowhere else; `doors.py` turns a request into an actor.
"""
