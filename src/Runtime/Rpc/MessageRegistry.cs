using Flink.Core;

namespace Flink.Runtime.Rpc;

/// <summary>The kinds of messages that travel between processes, by their stable names.</summary>
/// <remarks>
/// Filled once where the process is composed, then only read. A kind is never renamed or used anew; what its fields are may change
/// with <see cref="ProtocolVersion"/>, which both ends of a connection must agree on.
/// </remarks>
public sealed class MessageRegistry
{
    /// <summary>Goes up with every change of a message's fields or of the frames around them.</summary>
    public const int ProtocolVersion = 2;

    private readonly Dictionary<Type, MessageKind> _byType = [];
    private readonly Dictionary<string, MessageKind> _byName = [];

    /// <summary>Adds a message that is not answered.</summary>
    /// <param name="name">Stable, lower case: the receiving component, a dot, the verb, as "resourcemanager.slot-free".</param>
    /// <exception cref="ArgumentException">The name or the type is there already.</exception>
    public MessageRegistry Add<TMessage>(string name)
        where TMessage : Message => Add(new MessageKind<TMessage, Acknowledge>(name));

    /// <summary>Adds a request and its reply.</summary>
    /// <inheritdoc cref="Add{TMessage}(string)"/>
    public MessageRegistry AddRequest<TRequest, TReply>(string name)
        where TRequest : Request<TReply> => Add(new MessageKind<TRequest, TReply>(name));

    /// <summary>The kind of a message that is to be sent.</summary>
    /// <exception cref="FlinkException">Nobody added it.</exception>
    public MessageKind KindOf(Message message) =>
        _byType.TryGetValue(message.GetType(), out var kind)
            ? kind
            : throw new FlinkException($"{message.GetType()} has no name in the registry of messages, so it cannot be sent to another process.");

    /// <summary>The kind of a message that came in; null when this process does not know it.</summary>
    public MessageKind? Find(string name) => _byName.GetValueOrDefault(name);

    private MessageRegistry Add(MessageKind kind)
    {
        _byName.Add(kind.Name, kind);
        _byType.Add(kind.Type, kind);
        return this;
    }
}
