"""The template's own IAM policies, enforced: what a role may not do on AWS is refused on the laptop too."""
