[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

// Each test runs worker processes of its own.
[assembly: LevelOfParallelism(3)]
