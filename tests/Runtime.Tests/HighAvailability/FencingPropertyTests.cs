using CsCheck;
using Xunit;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>Two JobManagers on one folder.</summary>
public sealed class FencingPropertyTests
{
    [Fact]
    public void Later_terms_see_what_was_acknowledged_and_nothing_that_was_written_after_they_began() =>
        Gen.Int[0, int.MaxValue - 1].Sample(seed => new FencingRun(seed, static random => new FolderWorld(random)).Execute(), iter: 300, threads: 2);
}
