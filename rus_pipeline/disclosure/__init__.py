"""Statistical disclosure control: which figures an edition suppresses before it is published."""
