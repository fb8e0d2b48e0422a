"""Pages that show several features at once: Today, one blogger, one campaign, reports, activity. Writes nothing."""
