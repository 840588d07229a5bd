// Live handles and the default generator belong to the process, so tests that count or seed must not overlap.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
