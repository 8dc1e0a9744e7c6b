"""An edition that may be published: which figures are hidden so that nobody is given away."""
