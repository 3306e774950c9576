"""Writers: each puts formulas down in one language, all over the same tree of symbols. None of them knows a derivative."""
