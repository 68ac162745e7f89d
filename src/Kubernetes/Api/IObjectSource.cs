using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Api;

/// <summary>Where an <see cref="Informer{T}"/> has its objects from: the list and the watch of one kind, in one namespace, with one selector.</summary>
/// <typeparam name="T">The kind.</typeparam>
public interface IObjectSource<T>
    where T : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The kind, for messages.</summary>
    string Resource { get; }

    /// <summary>The API's group of the kind, for messages.</summary>
    string Group { get; }

    /// <summary>One page of all objects.</summary>
    /// <param name="limit">How many.</param>
    /// <param name="next">Where the page begins; null for the first.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    Task<ObjectPage<T>> ListAsync(int limit, string? next, CancellationToken cancellation);

    /// <summary>What happens from a version on.</summary>
    /// <param name="version">The version.</param>
    /// <param name="duration">When the API ends it.</param>
    /// <param name="failed">Is told what the stream says of its own end.</param>
    /// <param name="cancellation">Ends it.</param>
    IAsyncEnumerable<(WatchEventType Type, T Item)> WatchAsync(string version, TimeSpan duration, Action<Exception> failed, CancellationToken cancellation);
}
