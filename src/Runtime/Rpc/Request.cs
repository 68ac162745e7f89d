namespace Flink.Runtime.Rpc;

/// <summary>A message that is answered, with a reply or with an error.</summary>
/// <typeparam name="TReply">What the answer is; of a type that the serializers support. <see cref="Acknowledge"/> where there is nothing to say.</typeparam>
public abstract record Request<TReply> : Message;
