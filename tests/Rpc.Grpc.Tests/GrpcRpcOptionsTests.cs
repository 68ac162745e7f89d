using Flink.Core.Configuration;

namespace Flink.Rpc.Grpc.Tests;

public sealed class GrpcRpcOptionsTests
{
    [Theory]
    [InlineData("50 s", 25)]
    [InlineData("3 min", 90)]
    [InlineData("500 ms", 1)]
    [InlineData("5000 d", 24 * 60 * 60)]
    public void A_connection_bears_silence_as_long_as_heartbeats_may_stay_away(string heartbeatTimeout, int seconds)
    {
        var options = GrpcRpcOptions.From(FlinkConfiguration.Empty.With(ClusterOptions.HeartbeatTimeout.Key, heartbeatTimeout), "localhost");

        // Asked after the one half of it, given up after the other.
        Assert.Equal(TimeSpan.FromSeconds(seconds), options.KeepAlive);
    }
}
