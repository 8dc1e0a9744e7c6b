"""What every room may know: codes, the centre, the edition, errors, Danish words, the solver."""
