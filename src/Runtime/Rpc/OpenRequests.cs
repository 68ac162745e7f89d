namespace Flink.Runtime.Rpc;

/// <summary>The requests that an endpoint has not answered yet, so that none waits for ever when it ends.</summary>
internal sealed class OpenRequests(string endpoint)
{
    // In the order they came: what happens at the end is the same in each replay.
    private readonly LinkedList<IReply> _replies = new();
    private readonly Dictionary<IReply, LinkedListNode<IReply>> _nodes = new(ReferenceEqualityComparer.Instance);

    public void Add(IReply reply) => _nodes.Add(reply, _replies.AddLast(reply));

    public void Remove(IReply? reply)
    {
        if (reply is not null && _nodes.Remove(reply, out var node))
        {
            _replies.Remove(node);
        }
    }

    public void FailAll()
    {
        foreach (var reply in _replies)
        {
            reply.Fail(RpcError.Of(new EndpointUnreachableException($"Endpoint '{endpoint}' ended before it answered.")));
        }

        _replies.Clear();
        _nodes.Clear();
    }
}
