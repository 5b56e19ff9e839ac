"""The ports over AWS and the network; the only modules, with bootstrap, that import boto3."""
