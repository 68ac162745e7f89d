using Flink.Core.Configuration;
using Flink.Runtime.JobManager.Failover;

namespace Flink.Runtime.Tests.JobManager;

public class RestartStrategyTests
{
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Fixed_delay_allows_its_number_of_restarts()
    {
        var strategy = new FixedDelayRestart(2, TimeSpan.FromSeconds(3));

        Assert.Equal([3, 3, null], Failures(strategy, 0, 1, 2));
    }

    [Fact]
    public void Failure_rate_counts_within_its_interval_only()
    {
        var strategy = new FailureRateRestart(2, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));

        Assert.Equal([1, 1, 1, 1, null], Failures(strategy, 0, 9, 15, 20, 25));
        Assert.Equal([1, 1, null], Failures(new FailureRateRestart(2, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1)), 0, 4, 10));
    }

    [Fact]
    public void Exponential_delay_grows_to_its_limit_and_starts_over_after_a_quiet_time()
    {
        var strategy = new ExponentialDelayRestart(
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), 2, TimeSpan.FromSeconds(100), jitter: 0, int.MaxValue, new Random(1));

        Assert.Equal([1, 2, 4, 5, 5, 1, 2], Failures(strategy, 0, 10, 20, 30, 40, 200, 210));
    }

    [Fact]
    public void Exponential_delay_ends_after_its_attempts_and_counts_anew_after_a_quiet_time()
    {
        var strategy = new ExponentialDelayRestart(
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), 2, TimeSpan.FromSeconds(100), jitter: 0, attempts: 2, new Random(1));

        Assert.Equal([1, 2, 1, 2, null], Failures(strategy, 0, 10, 200, 210, 220));
    }

    [Fact]
    public void Jitter_stays_within_its_share()
    {
        var strategy = new ExponentialDelayRestart(
            TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1000), 1, TimeSpan.FromHours(1), jitter: 0.2, int.MaxValue, new Random(5));
        var delays = Enumerable.Range(0, 100).Select(second => strategy.DelayAfterFailure(_start.AddSeconds(second))!.Value.TotalSeconds).ToList();

        Assert.All(delays, delay => Assert.InRange(delay, 8, 12));
        Assert.True(delays.Max() - delays.Min() > 3);
    }

    [Theory]
    [InlineData(null, false, typeof(NoRestart))]
    [InlineData(null, true, typeof(ExponentialDelayRestart))]
    [InlineData("off", true, typeof(NoRestart))]
    [InlineData("disable", true, typeof(NoRestart))]
    [InlineData("fixed-delay", false, typeof(FixedDelayRestart))]
    [InlineData("failure-rate", false, typeof(FailureRateRestart))]
    public void Strategy_is_the_configured_one_else_that_of_jobs_with_or_without_checkpoints(string? type, bool hasCheckpoints, Type expected)
    {
        var configuration = FlinkConfiguration.Empty;
        configuration = type is null ? configuration : configuration.With("restart-strategy.type", type);
        configuration = hasCheckpoints ? configuration.With("execution.checkpointing.interval", "1 s") : configuration;

        Assert.IsType(expected, RestartStrategy.From(configuration, seed: 1));
    }

    private static IEnumerable<double?> Failures(RestartStrategy strategy, params int[] seconds) =>
        seconds.Select(second => strategy.DelayAfterFailure(_start.AddSeconds(second))?.TotalSeconds);
}
