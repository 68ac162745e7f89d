using Flink.Runtime.Rpc;

namespace Flink.Runtime.Dispatcher;

/// <summary>Questions that somebody outside of the control plane asks an endpoint of this process.</summary>
internal static class EndpointQuestion
{
    /// <summary>Runs something in an endpoint and brings its result.</summary>
    /// <param name="endpoint">Where it runs.</param>
    /// <param name="work">What runs; it may await.</param>
    /// <param name="gone">What is thrown when the endpoint has ended.</param>
    /// <returns>Who awaits it goes on outside of the endpoint.</returns>
    public static Task<T> Ask<T>(Endpoint endpoint, Func<Task<T>> work, Func<Exception> gone)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return endpoint.Post(() => Run(work, completion)) ? completion.Task : Task.FromException<T>(gone());
    }

    private static async void Run<T>(Func<Task<T>> work, TaskCompletionSource<T> completion)
    {
        try
        {
            completion.SetResult(await work());
        }
        catch (Exception e)
        {
            completion.SetException(e);
        }
    }
}
