using Flink.Core.FileSystems;
using Flink.Core.Plugins;
using Flink.FileSystems.Hdfs.Configuration;
using Flink.FileSystems.Hdfs.Files;

namespace Flink.FileSystems.Hdfs;

/// <summary>The plug-in <c>hdfs</c>: files of Hadoop clusters, spoken with over WebHDFS.</summary>
public sealed class HdfsPlugin : IPlugin
{
    /// <summary>The schemes it offers: Hadoop's names for the cluster's own protocol, for its web interface, and for that with TLS.</summary>
    internal static readonly string[] Schemes = ["hdfs", "webhdfs", "swebhdfs"];

    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        foreach (var scheme in Schemes)
        {
            registry.Offer<FileSystemFactory>(PluginKinds.FileSystem, scheme, static configuration =>
                new HdfsFileSystem(HadoopConfiguration.Load(configuration, Environment.GetEnvironmentVariable), TimeProvider.System));
        }
    }
}
