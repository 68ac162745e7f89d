namespace Flink.Runtime.Rpc;

/// <summary>The handler of a request failed, in this process or in another one.</summary>
/// <param name="errorType">See <see cref="ErrorType"/>.</param>
/// <param name="message">What the error said.</param>
/// <param name="isRetryable">Whether asking again may succeed.</param>
public sealed class RemoteException(string errorType, string message, bool isRetryable) : RpcException(message, isRetryable)
{
    /// <summary>Full name of the type of the error. Its stack stays where it was thrown, in that process's log.</summary>
    public string ErrorType => errorType;

    /// <summary>Whether the error was of a type.</summary>
    public bool Is<TException>()
        where TException : Exception => errorType == typeof(TException).FullName;
}
