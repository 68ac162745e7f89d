using System.Runtime.CompilerServices;
using Flink.Runtime.Rpc.Links;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Rpc;

/// <summary>An endpoint that others reach by name: it says in its constructor which messages it handles, and how.</summary>
/// <remarks>
/// Handlers run one at a time, and so does what follows an await in them; between the two, other messages are handled. A handler
/// that throws answers its request with the error and ends nothing. What an endpoint does must depend on messages, its clock and
/// the seed it was given, on nothing else: the simulation replays it.
/// </remarks>
/// <param name="name">Unique in its process.</param>
/// <param name="logger">Gets what no caller is told: errors of messages that are not answered.</param>
public abstract class RpcEndpoint(string name, ILogger logger) : Endpoint
{
    private readonly Dictionary<Type, Func<Message, Sender, ValueTask<object?>>> _handlers = [];
    private readonly OpenRequests _open = new(name);
    private IRpcSystem? _rpc;
    private Action? _ended;

    /// <inheritdoc/>
    public sealed override string Name => name;

    /// <summary>The token that messages must carry. Changed only by the endpoint itself, when it gains or loses leadership.</summary>
    public FencingToken Token { get; protected set; }

    /// <summary>Where others reach it; once it is registered.</summary>
    public EndpointAddress Address => new(Rpc.Address, Name);

    /// <summary>The process's transport; once the endpoint is registered.</summary>
    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    protected IRpcSystem Rpc =>
        _rpc ?? throw new InvalidOperationException($"Endpoint '{Name}' is not registered with an RPC system.");

    /// <summary>The clock for everything that the endpoint does.</summary>
    protected internal TimeProvider Clock => Rpc.Clock;

    /// <summary>Where the endpoint logs.</summary>
    protected ILogger Logger => logger;

    /// <summary>Runs an action in the endpoint later.</summary>
    /// <param name="delay">How much later.</param>
    /// <param name="action">Not run when the endpoint has ended by then.</param>
    /// <returns>Disposing it inside the endpoint makes sure that the action does not run any more.</returns>
    public IDisposable After(TimeSpan delay, Action action) => new EndpointTimer(this, Clock, delay, action);

    /// <summary>Says how a message is handled.</summary>
    /// <exception cref="ArgumentException">There is a handler of that message.</exception>
    protected void On<TMessage>(Action<TMessage, Sender> handler)
        where TMessage : Message =>
        _handlers.Add(typeof(TMessage), (message, sender) =>
        {
            handler((TMessage)message, sender);
            return default;
        });

    /// <summary>Says how a message is handled, with awaits in it.</summary>
    /// <exception cref="ArgumentException">There is a handler of that message.</exception>
    protected void On<TMessage>(Func<TMessage, Sender, Task> handler)
        where TMessage : Message =>
        _handlers.Add(typeof(TMessage), async (message, sender) =>
        {
            await handler((TMessage)message, sender);
            return null;
        });

    /// <summary>Says how a request is answered at once.</summary>
    /// <exception cref="ArgumentException">There is a handler of that request.</exception>
    [OverloadResolutionPriority(1)]
    protected void OnRequest<TRequest, TReply>(Func<TRequest, Sender, TReply> handler)
        where TRequest : Request<TReply> =>
        _handlers.Add(typeof(TRequest), (message, sender) => new ValueTask<object?>(handler((TRequest)message, sender)));

    /// <summary>Says how a request is answered, with awaits in it.</summary>
    /// <exception cref="ArgumentException">There is a handler of that request.</exception>
    protected void OnRequest<TRequest, TReply>(Func<TRequest, Sender, Task<TReply>> handler)
        where TRequest : Request<TReply> =>
        _handlers.Add(typeof(TRequest), async (message, sender) => await handler((TRequest)message, sender));

    /// <summary>Connects to another endpoint in this one's name.</summary>
    /// <param name="target">Whom to reach.</param>
    /// <param name="token">The term in which it is expected to lead.</param>
    /// <param name="closed">Runs in this endpoint when that one cannot be reached any more through this peer; null for not at all.</param>
    protected Peer Connect(EndpointAddress target, FencingToken token, Action<Peer, RpcException>? closed = null)
    {
        var peer = Rpc.Connect(target, token, Name);
        if (closed is not null)
        {
            Watch(peer, closed);
        }

        return peer;
    }

    /// <summary>The endpoint's first message, once it is registered.</summary>
    protected virtual void Started()
    {
    }

    /// <summary>The endpoint's last work before it ends, when it is unregistered. It may await; other messages are still handled meanwhile.</summary>
    protected virtual Task StoppingAsync() => Task.CompletedTask;

    /// <summary>A message that is not answered, a timer or something else in the endpoint threw. Logs it; whoever must not go on after that overrides.</summary>
    protected override void HandlerFailed(Exception exception) => RpcLog.HandlerFailed(logger, Name, exception);

    /// <inheritdoc/>
    protected override void Ended()
    {
        _open.FailAll();
        _ended?.Invoke();
    }

    internal void Bind(IRpcSystem rpc, Action ended)
    {
        if (_rpc is not null)
        {
            throw new InvalidOperationException($"Endpoint '{Name}' was registered before: endpoints live once.");
        }

        _rpc = rpc;
        _ended = ended;
        Post(Started);
    }

    internal void Stop() => Post(() => _ = StopAsync());

    /// <summary>Takes a message in; from any thread.</summary>
    /// <param name="message">What was sent.</param>
    /// <param name="token">The token that came with it.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="reply">Where the answer goes; null when none is wanted.</param>
    internal void Receive(Message message, FencingToken token, Sender sender, IReply? reply)
    {
        if (!Post(() => Handle(message, token, sender, reply)))
        {
            reply?.Fail(RpcError.Of(RpcSystem.NoEndpoint(Address)));
        }
    }

    private void Handle(Message message, FencingToken token, Sender sender, IReply? reply)
    {
        if (Refusal(message, token) is { } refusal)
        {
            RpcLog.Refused(logger, Name, sender.Address, refusal.Message);
            reply?.Fail(RpcError.Of(refusal));
            return;
        }

        if (reply is not null)
        {
            _open.Add(reply);
        }

        ValueTask<object?> result;
        try
        {
            result = _handlers[message.GetType()](message, sender);
        }
        catch (Exception e)
        {
            result = ValueTask.FromException<object?>(e);
        }

        if (result.IsCompleted)
        {
            Conclude(result, reply);
        }
        else
        {
            _ = ConcludeAsync(result, reply);
        }
    }

    private Exception? Refusal(Message message, FencingToken token) =>
        token != Token ? FencingException.Refuse(Name, token, Token, message.GetType().Name)
        : _handlers.ContainsKey(message.GetType()) ? null
        : message is UnreadableMessage unreadable ? new NotSupportedException(unreadable.Reason)
        : new NotSupportedException($"Endpoint '{Name}' has no handler for {message.GetType().Name}.");

    private async Task ConcludeAsync(ValueTask<object?> result, IReply? reply)
    {
        var task = result.AsTask();
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Conclude(new ValueTask<object?>(task), reply);
    }

    private void Conclude(ValueTask<object?> result, IReply? reply)
    {
        try
        {
            var value = result.GetAwaiter().GetResult();
            reply?.Succeed(value);
        }
        catch (Exception e) when (reply is not null)
        {
            RpcLog.RequestFailed(logger, Name, e);
            reply.Fail(RpcError.Of(e));
        }
        catch (Exception e)
        {
            HandlerFailed(e);
        }
        finally
        {
            _open.Remove(reply);
        }
    }

    private async Task StopAsync()
    {
        try
        {
            await StoppingAsync();
        }
        catch (Exception e)
        {
            HandlerFailed(e);
        }

        End();
    }

    private async void Watch(Peer peer, Action<Peer, RpcException> closed) => closed(peer, await peer.Closed);
}
