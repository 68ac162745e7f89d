namespace Flink.Runtime.Rpc;

/// <summary>Where the answer to a request goes. The first call counts; from any thread.</summary>
public interface IReply
{
    /// <summary>Answers.</summary>
    void Succeed(object? value);

    /// <summary>Says why there is no answer.</summary>
    void Fail(RpcError error);
}
