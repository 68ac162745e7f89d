using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Flink.Yarn.SlowTests.Harness.LongestFirst))]

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>The class whose tests take longest, one after the other, begins first: it would run alone in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(static collection => collection.TestCollectionDisplayName.Contains(nameof(YarnDriverContract), StringComparison.Ordinal))];
}
