"""Full-text search over the published programs: one interface (`engine.Engine`), one module per database engine.

Words are folded and stemmed here in Python (`words`), so both engines index the same tokens and find
the same programs; they differ only in how they weigh what they find.
"""
