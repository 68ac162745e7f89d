using Flink.Core.FileSystems;
using Flink.Core.Plugins;
using Flink.FileSystems.S3.Connections;
using Flink.FileSystems.S3.Files;

namespace Flink.FileSystems.S3;

/// <summary>The plug-in <c>s3</c>: one file system under the three schemes that Apache Flink's users write.</summary>
public sealed class S3Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        foreach (var scheme in (string[])["s3", "s3a", "s3p"])
        {
            registry.Offer<FileSystemFactory>(
                PluginKinds.FileSystem, scheme, static configuration => new S3FileSystem(new S3Connection(S3Settings.From(configuration))));
        }
    }
}
