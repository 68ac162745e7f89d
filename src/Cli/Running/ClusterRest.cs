using System.Security.Cryptography;
using Flink.Cli.Configuration;
using Flink.Client.Rest;
using Flink.Core.Configuration;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Cli.Running;

/// <summary>How commands reach the REST endpoint of a cluster: at the configured address, and with high availability at that of whichever JobManager leads.</summary>
internal static class ClusterRest
{
    /// <summary>Reads the options.</summary>
    public static RestClientSettings SettingsFrom(FlinkConfiguration configuration)
    {
        var settings = RestClientSettings.From(configuration);
        var isAlone = !HighAvailabilityOptions.AreOn(configuration);
        return isAlone ? settings : settings with { FindLeader = cancellation => FindLeaderAsync(configuration, settings, cancellation) };
    }

    // Whoever has never had an answer does not try again when nobody is found: the look may take as long as connecting may.
    private static async Task<Uri?> FindLeaderAsync(FlinkConfiguration configuration, RestClientSettings settings, CancellationToken cancellation)
    {
        var configured = settings.BaseAddress;
        using var io = new IoThreads(1);
        await using var services = InstalledPlugins.HighAvailability().Create(configuration, new HighAvailabilitySurroundings
        {
            RpcAddress = "",
            RestAddress = configured.Authority,
            FileSystems = Streaming.FileSystems.Registry,
            Clock = TimeProvider.System,
            Io = io,
            Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            Logger = NullLogger.Instance,
        });
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = services.Retrieval.Watch(LeaderComponents.Rest, leader =>
        {
            if (leader is not null)
            {
                found.TrySetResult(leader.Address.Process);
            }
        });
        try
        {
            var authority = await found.Task.WaitAsync(settings.ConnectionTimeout, cancellation).ConfigureAwait(false);
            return new Uri($"{configured.Scheme}://{authority}{configured.AbsolutePath}");
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
