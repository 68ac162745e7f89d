using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rpc.Messages;
using Google.Protobuf;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>How the container of a worker is started.</summary>
/// <param name="shipped">What every container of the cluster finds in its folder.</param>
/// <param name="credentials">What workers are given of the ApplicationMaster's credentials.</param>
internal sealed class WorkerLaunch(IReadOnlyList<Rest.LocalResource> shipped, ReadOnlyMemory<byte> credentials)
{
    private const string Role = "taskmanager";
    private const int NoPort = -1;

    /// <summary>What a NodeManager is told.</summary>
    /// <param name="options">What the worker is configured with.</param>
    public LaunchContext Of(Rest.LocalResource options) => new()
    {
        LocalResources = { shipped.Append(options).Select(Describe) },
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
