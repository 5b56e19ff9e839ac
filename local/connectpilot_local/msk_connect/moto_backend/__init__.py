"""Put on moto's path, so that moto finds the service it lacks; nothing else belongs here."""
