namespace Flink.Runtime.Rpc;

/// <summary>A connection to one endpoint in one term of its leadership.</summary>
/// <remarks>
/// What is sent through one peer arrives in the order it was sent, at most once; without any order towards what goes through
/// another. All members may be called from any thread. Connecting happens by itself: what is sent before waits for it.
/// </remarks>
public abstract class Peer
{
    /// <summary>Whom it reaches.</summary>
    public abstract EndpointAddress Address { get; }

    /// <summary>The term whose endpoint is meant; goes with every message.</summary>
    public abstract FencingToken Token { get; }

    /// <summary>
    /// Completes, never as failed, when the endpoint cannot be reached through this peer any more: the connection broke or could not be made, or
    /// the endpoint ended. What then? Find out whether there is another leader, and connect again. Is not completed by <see cref="Close"/>.
    /// </summary>
    public abstract Task<RpcException> Closed { get; }

    /// <summary>Completes, never as failed, when what is sent is on its way at once: the connection is made, or cannot be. Nobody needs to wait for it but who measures time from then on.</summary>
    public virtual Task Connected => Task.CompletedTask;

    /// <summary>Sends a message that is not answered. It is lost when the peer is or gets closed, or when the token is not the endpoint's.</summary>
    public abstract void Tell(Message message);

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="timeout">How long to wait for the answer; the endpoint is told that nobody waits when it has passed.</param>
    /// <param name="cancellation">Gives up earlier; the endpoint is told so.</param>
    /// <exception cref="FencingException">The endpoint has another token.</exception>
    /// <exception cref="RemoteException">The endpoint's handler failed; carries the error's type, message and whether a retry may help.</exception>
    /// <exception cref="RpcTimeoutException">No answer came in time. Whether the request was carried out is unknown.</exception>
    /// <exception cref="EndpointUnreachableException">The peer is or got closed. Whether the request was carried out is unknown.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public abstract Task<TReply> AskAsync<TReply>(Request<TReply> request, TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>Lets go of the connection: requests under way fail, later messages are dropped. The endpoint itself is not touched.</summary>
    public abstract void Close();
}
