"""Writers: each puts formulas down in one language, all over the same tree of symbols. None knows a derivative."""
