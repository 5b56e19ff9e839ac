"""Lambda without Docker: AWS's own runtime client in processes of this machine, one invocation at a time each."""
