using CsCheck;
using Flink.Runtime.Tests.HighAvailability;

namespace Flink.Kubernetes.Tests.HighAvailability;

/// <summary>Two JobManagers and one API server.</summary>
public sealed class LeaseFencingTests
{
    [Fact]
    public void Later_terms_see_what_was_acknowledged_and_nothing_that_was_written_after_they_began() =>
        Gen.Int[0, int.MaxValue - 1].Sample(seed => new FencingRun(seed, static random => new LeaseWorld(random)).Execute(), iter: 300, threads: 2);
}
