"""Quality of extraction, measured on gold cases outside the repository and on the project's own sentences."""
