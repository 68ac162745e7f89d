using Flink.Core.Configuration;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.HighAvailability.Folder;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;

namespace Flink.Yarn.HighAvailability;

/// <summary>
/// The provider YARN: everything in one folder, as with FILESYSTEM, but a JobManager that starts takes over at once. YARN starts one attempt when the one
/// before has ended; should that live on unseen, on a machine that was cut off, nothing that it writes is ever read.
/// </summary>
internal static class YarnHighAvailability
{
    /// <summary>The name of the provider.</summary>
    public const string Name = "YARN";

    private const string Folder = "ha";

    /// <summary>Makes the services; a <see cref="HighAvailabilityFactory"/>.</summary>
    public static IHighAvailabilityServices Create(FlinkConfiguration configuration, HighAvailabilitySurroundings surroundings)
    {
        if (!configuration.TryGet(HighAvailabilityOptions.StorageDirectory, out _))
        {
            var staging = StagingFolder.Of(configuration, HadoopSettings.From(configuration), HadoopUser.Name);
            configuration = configuration.With(HighAvailabilityOptions.StorageDirectory, StorageOf(staging, configuration.Get(HighAvailabilityOptions.ClusterId)));
        }

        return FolderHighAvailability.CreateForSuccessors(configuration, surroundings);
    }

    /// <summary>Where the data of a cluster is kept that says nothing about that: in its own folder, so that both end together.</summary>
    public static string StorageOf(StagingFolder staging, string cluster) => staging.OfCluster(cluster.Trim('/')).Child(Folder).ToString();
}
