using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Kubernetes.Configuration;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>Which cluster's leadership it is, and how patient everybody is. What times say decides when a leader is replaced, never whether two may write.</summary>
/// <param name="ClusterId">Begins the names of all objects.</param>
/// <param name="Folder">Where large values and blobs are.</param>
/// <param name="LeaseDuration">A leader that has not renewed for so long, by the clock of the observer, is replaced.</param>
/// <param name="RenewDeadline">A leader that could not renew for so long gives up by itself.</param>
/// <param name="RetryPeriod">Time between two renewals, and between two attempts.</param>
/// <param name="WatchRenewal">After so long the watch is opened anew.</param>
internal sealed record LeadershipSettings(
    string ClusterId, FilePath Folder, TimeSpan LeaseDuration, TimeSpan RenewDeadline, TimeSpan RetryPeriod, TimeSpan WatchRenewal)
{
    public string LeaseName => $"{ClusterId}-leader";

    public string ClusterMap => $"{ClusterId}-cluster-config-map";

    public FilePath LargeFolder { get; } = Folder.Child("data");

    public FilePath BlobFolder { get; } = Folder.Child("blobs");

    /// <summary>The config map of a record that is written often.</summary>
    public string MapOf(string name) => $"{ClusterId}-{name}-config-map";

    /// <exception cref="FlinkException">An option is missing or wrong; names it.</exception>
    public static LeadershipSettings From(FlinkConfiguration configuration)
    {
        if (configuration.TryGet(HighAvailabilityOptions.JobResultStorePath, out _))
        {
            throw new FlinkException(
                $"'{HighAvailabilityOptions.JobResultStorePath.Key}' cannot be set with '{HighAvailabilityOptions.Type.Key}: kubernetes': results are kept beside the other records. Remove it.");
        }

        var cluster = ClusterOf(configuration);
        var settings = new LeadershipSettings(
            cluster,
            FolderOf(configuration, cluster),
            configuration.Get(HighAvailabilityKeys.LeaseDuration),
            configuration.Get(HighAvailabilityKeys.RenewDeadline),
            configuration.Get(HighAvailabilityKeys.RetryPeriod),
            configuration.Get(KubernetesOptions.WatchRenewal));
        return settings.RetryPeriod < settings.RenewDeadline && settings.RenewDeadline <= settings.LeaseDuration
            ? settings
            : throw new FlinkException(
                $"'{HighAvailabilityKeys.RetryPeriod.Key}' ({settings.RetryPeriod}) must be shorter than '{HighAvailabilityKeys.RenewDeadline.Key}' ({settings.RenewDeadline}), and that not longer than '{HighAvailabilityKeys.LeaseDuration.Key}' ({settings.LeaseDuration}).");
    }

    private static string ClusterOf(FlinkConfiguration configuration)
    {
        if (configuration.TryGet(KubernetesOptions.ClusterId, out var kubernetes) && configuration.GetText(HighAvailabilityOptions.ClusterId.Key) is null)
        {
            return kubernetes;
        }

        var cluster = configuration.Get(HighAvailabilityOptions.ClusterId).Trim('/');
        return configuration.GetText(HighAvailabilityOptions.ClusterId.Key) is not null && KubernetesNames.IsClusterId(cluster)
            ? cluster
            : throw new FlinkException(
                $"'{HighAvailabilityOptions.Type.Key}: kubernetes' needs '{HighAvailabilityOptions.ClusterId.Key}' or '{KubernetesOptions.ClusterId.Key}', which begins the names of its objects: at most 45 lower-case letters, digits and dashes, a letter first. '{cluster}' is no such name.");
    }

    private static FilePath FolderOf(FlinkConfiguration configuration, string cluster)
    {
        if (!configuration.TryGet(HighAvailabilityOptions.StorageDirectory, out var text))
        {
            throw new FlinkException(
                $"'{HighAvailabilityOptions.Type.Key}: kubernetes' needs '{HighAvailabilityOptions.StorageDirectory.Key}': a folder that all JobManagers reach, for what is too large for a config map.");
        }

        try
        {
            return FilePath.Parse(text).Child(cluster);
        }
        catch (ArgumentException e)
        {
            throw new FlinkException($"'{HighAvailabilityOptions.StorageDirectory.Key}: {text}' is no folder: {e.Message}", e);
        }
    }
}
