"""Questions to chalkgrad and to its peers, a file of programs for each library, and who asks them."""
