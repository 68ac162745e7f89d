using System.Collections.Concurrent;
using Flink.Core;
using Flink.Yarn.Rpc;
using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>The attempt of an application that this process is, and what proves it: lives as long as the process, whatever the terms of its JobManager.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Attempt
{
    private const string ContainerVariable = "CONTAINER_ID";
    private const string TokensVariable = "HADOOP_TOKEN_FILE_LOCATION";
    private const string HostVariable = "NM_HOST";
    private const string MasterKind = "YARN_AM_RM_TOKEN";

    private static readonly Lock _gate = new();
    private static Attempt? _ofThisProcess;

    private readonly ConcurrentDictionary<string, HadoopToken> _nodes = new(StringComparer.Ordinal);
    private volatile HadoopToken _token;

    /// <param name="container">The container of the process.</param>
    /// <param name="host">Its machine.</param>
    /// <param name="credentials">What YARN has given it.</param>
    /// <exception cref="FlinkException">They are not those of an ApplicationMaster.</exception>
    public Attempt(string container, string host, HadoopCredentials credentials)
    {
        Id = YarnIds.Parse(container).Attempt;
        Host = host;
        _token = credentials.Find(MasterKind)
            ?? throw new FlinkException($"Container {container} was given no token of kind {MasterKind}: it is not that of an ApplicationMaster");

        // Whoever has the other one is the ApplicationMaster, which workers are not.
        var forWorkers = new HadoopCredentials();
        forWorkers.Tokens.AddRange(credentials.Tokens.Where(static entry => entry.Value.Kind != MasterKind));
        ForWorkers = forWorkers.ToBytes();
    }

    /// <summary>Its id.</summary>
    public AttemptId Id { get; }

    /// <summary>The machine of its process.</summary>
    public string Host { get; }

    /// <summary>Its credentials as workers are given them: without what makes this process the ApplicationMaster.</summary>
    public ReadOnlyMemory<byte> ForWorkers { get; }

    /// <summary>What proves it to the ResourceManager; YARN replaces it once a day.</summary>
    public HadoopToken Token
    {
        get => _token;
        set => _token = value;
    }

    /// <summary>The attempt that this process is.</summary>
    /// <exception cref="FlinkException">It is none.</exception>
    public static Attempt OfThisProcess()
    {
        lock (_gate)
        {
            return _ofThisProcess ??= Read();
        }
    }

    /// <summary>Keeps what opens machines: YARN gives it once for each machine.</summary>
    public void Keep(IEnumerable<NodeToken> tokens)
    {
        foreach (var node in tokens)
        {
            _nodes[YarnIds.Of(node.NodeId)] = HadoopToken.Of(node.Token);
        }
    }

    /// <summary>What opens a machine; null when YARN has not given it.</summary>
    public HadoopToken? TokenOf(NodeId node) => _nodes.GetValueOrDefault(YarnIds.Of(node));

    private static Attempt Read()
    {
        if (Environment.GetEnvironmentVariable(ContainerVariable) is not { Length: > 0 } container
            || Environment.GetEnvironmentVariable(TokensVariable) is not { Length: > 0 } file)
        {
            throw new FlinkException(
                $"'resourcemanager.driver: {YarnPlugin.Name}' is for JobManagers that YARN has started: start one with bin/yarn-session.sh or 'flink run -t yarn-application'");
        }

        try
        {
            return new Attempt(container, Environment.GetEnvironmentVariable(HostVariable) is { Length: > 0 } host ? host : Environment.MachineName, HadoopCredentials.Parse(File.ReadAllBytes(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"The tokens that YARN has given to container {container} cannot be read: {e.Message}", e);
        }
    }
}
