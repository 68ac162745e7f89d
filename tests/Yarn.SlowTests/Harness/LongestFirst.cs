using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Flink.Yarn.SlowTests.Harness.LongestFirst))]

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>The classes whose tests take longest, one after the other, begin first: they would run alone in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(static collection => collection.TestCollectionDisplayName.Contains(nameof(ResourceManagers.Testing.DriverContract), StringComparison.Ordinal))];
}
