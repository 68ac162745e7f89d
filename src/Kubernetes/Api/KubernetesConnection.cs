using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;
using k8s;
using k8s.Exceptions;

namespace Flink.Kubernetes.Api;

/// <summary>A client of one API server, and the namespace that is worked in.</summary>
/// <remarks>Opening it reads a kubeconfig, which costs 0.1 s, and calls nothing: never on a path that must boot fast. Threads may share it.</remarks>
public sealed class KubernetesConnection : IDisposable
{
    private const string DefaultNamespace = "default";

    // A peer that vanished without a word is noticed while anything is under way.
    private static readonly TimeSpan _pingDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _pingTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    private readonly k8s.Kubernetes _client;
    private SocketsHttpHandler? _sockets;

    private KubernetesConnection(KubernetesClientConfiguration access, FlinkConfiguration configuration, TimeProvider clock)
    {
        Namespace = configuration.TryGet(KubernetesOptions.Namespace, out var name) ? name
            : string.IsNullOrEmpty(access.Namespace) ? DefaultNamespace : access.Namespace;

        // The gate's time-out begins when a call does, not while it waits for its turn.
        access.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        access.FirstMessageHandlerSetup = handler =>
        {
            _sockets = handler;
            handler.KeepAlivePingDelay = _pingDelay;
            handler.KeepAlivePingTimeout = _pingTimeout;
            handler.ConnectTimeout = _connectTimeout;
        };
        var limits = new CallLimits(configuration.Get(KubernetesOptions.CallsPerSecond), clock);
        _client = new k8s.Kubernetes(access, new CallGate(configuration.Get(KubernetesOptions.ConcurrentCalls), limits, configuration.Get(KubernetesOptions.CallTimeout), clock));
        Calls = new ApiCalls(this, configuration.Get(KubernetesOptions.MaxRetries), clock);
    }

    /// <summary>Makes calls again when that may help.</summary>
    public ApiCalls Calls { get; }

    /// <summary>The client.</summary>
    public IKubernetes Client => _client;

    /// <summary>The namespace of everything that is ours.</summary>
    public string Namespace { get; }

    /// <summary>Where the API server is, for messages.</summary>
    public Uri Address => _client.BaseUri;

    /// <summary>Reads where the API is and who asks: options, the environment's <c>KUBECONFIG</c>, the pod's service account, <c>~/.kube/config</c>.</summary>
    /// <exception cref="ConfigurationException">Nothing says where the API is, or what does is not usable; says what to do.</exception>
    public static KubernetesConnection Open(FlinkConfiguration configuration) => Open(configuration, TimeProvider.System);

    /// <summary>The same, with a clock for time-outs and pauses.</summary>
    /// <exception cref="ConfigurationException">Nothing says where the API is, or what does is not usable; says what to do.</exception>
    public static KubernetesConnection Open(FlinkConfiguration configuration, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        KubernetesOptions.RefuseUnknown(configuration);
        try
        {
            return new KubernetesConnection(KubernetesAccess.Find(configuration), configuration, clock);
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new ConfigurationException($"The Kubernetes API cannot be used: {e.Message}. '{KubernetesOptions.ConfigFile.Key}' or KUBECONFIG names the kubeconfig, '{KubernetesOptions.Context.Key}' its context");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();

        // The client leaves its sockets open.
        _sockets?.Dispose();
    }
}
