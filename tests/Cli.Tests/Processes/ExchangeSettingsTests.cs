using Flink.Cli.Processes;
using Flink.Core.Configuration;

namespace Flink.Cli.Tests.Processes;

public sealed class ExchangeSettingsTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("true", true)]
    public void Records_are_compressed_where_the_configuration_says_so(string? value, bool compresses)
    {
        var configuration = value is null ? FlinkConfiguration.Empty : FlinkConfiguration.Empty.With(NetworkOptions.PipelinedCompression.Key, value);

        Assert.Equal(compresses, TaskManagerRole.ExchangeFrom(configuration, null).Compresses);
    }

    [Fact]
    public void A_worker_may_be_silent_as_long_as_heartbeats_may_stay_away()
    {
        var configuration = FlinkConfiguration.Empty.With(ClusterOptions.HeartbeatTimeout.Key, "3 min");

        Assert.Equal(TimeSpan.FromMinutes(3), TaskManagerRole.ExchangeFrom(configuration, null).SilenceTimeout);
    }
}
