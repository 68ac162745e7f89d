using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>Where the shared folder is and how patient its users are. What times say decides when a leader is replaced, never whether two may write.</summary>
/// <param name="Folder">The cluster's folder.</param>
/// <param name="LeaseDuration">A leader that has not renewed for so long, by the clock of the observer, is replaced.</param>
/// <param name="RenewDeadline">A leader that could not renew for so long gives up by itself; shorter, so that mostly it stops before another begins.</param>
/// <param name="RetryPeriod">Time between two looks at the folder, and between two renewals.</param>
internal sealed record FolderSettings(FilePath Folder, TimeSpan LeaseDuration, TimeSpan RenewDeadline, TimeSpan RetryPeriod)
{
    /// <summary>Whether a process that starts begins its first term without waiting for the leader before it.</summary>
    public bool BeginsAtOnce { get; init; }

    /// <exception cref="FlinkException">An option is missing or wrong; names it.</exception>
    public static FolderSettings From(FlinkConfiguration configuration)
    {
        if (configuration.TryGet(HighAvailabilityOptions.JobResultStorePath, out _))
        {
            throw new FlinkException(
                $"'{HighAvailabilityOptions.JobResultStorePath.Key}' cannot be set with '{HighAvailabilityOptions.Type.Key}: FILESYSTEM': results are kept beside the other records, in '{HighAvailabilityOptions.StorageDirectory.Key}'. Remove it.");
        }

        var settings = new FolderSettings(
            FolderOf(configuration),
            configuration.Get(HighAvailabilityOptions.LeaseDuration),
            configuration.Get(HighAvailabilityOptions.RenewDeadline),
            configuration.Get(HighAvailabilityOptions.RetryPeriod));
        return settings.RetryPeriod < settings.RenewDeadline && settings.RenewDeadline < settings.LeaseDuration
            ? settings
            : throw new FlinkException(
                $"'{HighAvailabilityOptions.RetryPeriod.Key}' ({settings.RetryPeriod}) must be shorter than '{HighAvailabilityOptions.RenewDeadline.Key}' ({settings.RenewDeadline}), and that shorter than '{HighAvailabilityOptions.LeaseDuration.Key}' ({settings.LeaseDuration}).");
    }

    private static FilePath FolderOf(FlinkConfiguration configuration)
    {
        if (!configuration.TryGet(HighAvailabilityOptions.StorageDirectory, out var text))
        {
            throw new FlinkException(
                $"'{HighAvailabilityOptions.Type.Key}: FILESYSTEM' needs '{HighAvailabilityOptions.StorageDirectory.Key}': a folder that all JobManagers and TaskManagers reach.");
        }

        var cluster = configuration.Get(HighAvailabilityOptions.ClusterId);
        try
        {
            return FilePath.Parse(text!).Child(cluster.Trim('/'));
        }
        catch (ArgumentException e)
        {
            throw new FlinkException(
                $"'{HighAvailabilityOptions.StorageDirectory.Key}: {text}' with '{HighAvailabilityOptions.ClusterId.Key}: {cluster}' is no folder: {e.Message}", e);
        }
    }
}
