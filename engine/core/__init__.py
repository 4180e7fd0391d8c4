"""What every topic needs: declared settings, errors, seeds, paths and jobs. Imports no torch."""
