using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rpc.Messages;
using Google.Protobuf;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>How the container of a worker is started.</summary>
/// <param name="credentials">What workers are given of the ApplicationMaster's credentials.</param>
internal sealed class WorkerLaunch(ReadOnlyMemory<byte> credentials)
{
    private const string Role = "taskmanager";
    private const int NoPort = -1;

    /// <summary>What a NodeManager is told.</summary>
    /// <param name="files">What the worker finds in its folder.</param>
    public LaunchContext Of(IEnumerable<Rest.LocalResource> files) => new()
    {
        LocalResources = { files.Select(Describe) },
        Environment = { ContainerCommand.Environment.Select(static pair => new NamedText { Key = pair.Key, Value = pair.Value }) },
        Command = { ContainerCommand.Of(Role) },
        Tokens = ByteString.CopyFrom(credentials.Span),
    };

    private static NamedResource Describe(Rest.LocalResource resource)
    {
        var location = new Uri(resource.Location);
        var url = new Url { Scheme = location.Scheme, Port = location.IsDefaultPort ? NoPort : location.Port, File = Uri.UnescapeDataString(location.AbsolutePath) };
        if (location.Host.Length > 0)
        {
            url.Host = location.Host;
        }

        return new NamedResource
        {
            Key = resource.Link,
            Value = new LocalResource
            {
                Resource = url,
                Size = resource.Size,
                Timestamp = resource.Timestamp.ToUnixTimeMilliseconds(),
                Type = resource.IsArchive ? LocalResource.Types.Type.Archive : LocalResource.Types.Type.File,
                Visibility = Enum.Parse<LocalResource.Types.Visibility>(resource.Visibility, ignoreCase: true),
            },
        };
    }
}
