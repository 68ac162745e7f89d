using Flink.Client.Rest;
using Flink.Core;
using Flink.Core.Configuration;

namespace Flink.Client.Deployment;

/// <summary>How the system of a cluster speaks with its REST endpoint: with the encryption that is configured, and without patience, since it may not be up yet or be gone.</summary>
/// <param name="configuration">The command's.</param>
/// <remarks>Any thread may use it. Certificates are read at each call, so that a cluster can be ended by force where they cannot be read.</remarks>
public sealed class ClusterEndpoint(FlinkConfiguration configuration)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);

    /// <summary>The address as people open it.</summary>
    /// <param name="address">As <see cref="ICluster.RestAddress"/>.</param>
    public string UrlOf(string address) => $"{(configuration.Get(SecurityOptions.RestEnabled) ? "https" : "http")}://{address}";

    /// <summary>A client that does not try again.</summary>
    /// <param name="address">As <see cref="ICluster.RestAddress"/>.</param>
    /// <exception cref="ConfigurationException">A certificate cannot be read.</exception>
    public RestClient NewClient(string address) => new(RestClientSettings.From(configuration) with
    {
        BaseAddress = new Uri(UrlOf(address) + "/"),
        Timeout = _patience,
        RetryAttempts = 0,
    });

    /// <summary>Whether it takes jobs.</summary>
    /// <param name="address">As <see cref="ICluster.RestAddress"/>.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="ConfigurationException">A certificate cannot be read.</exception>
    public async Task<bool> AnswersAsync(string address, CancellationToken cancellation)
    {
        try
        {
            using var client = NewClient(address);
            await client.GetOverviewAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RestClientException)
        {
            return false;
        }
    }

    /// <summary>Asks the cluster to end in order: to cancel its jobs, release its workers, tell its system.</summary>
    /// <param name="address">As <see cref="ICluster.RestAddress"/>; empty while there is none.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <returns>False where it cannot be asked, so that only force is left.</returns>
    public async Task<bool> AskToEndAsync(string address, CancellationToken cancellation)
    {
        if (address.Length == 0)
        {
            return false;
        }

        try
        {
            using var client = NewClient(address);
            await client.ShutDownAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (FlinkException)
        {
            return false;
        }
    }
}
