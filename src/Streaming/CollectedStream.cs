using Flink.Core.Execution;
using Flink.Core.Serialization;
using Flink.Streaming.Collecting;

namespace Flink.Streaming;

/// <summary>The records of a stream as the result of a job, which starts when they are enumerated and waits while they are not taken.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>Enumerated once. Ending the enumeration early cancels the job and waits for its end.</remarks>
public sealed class CollectedStream<T> : IAsyncEnumerable<T>
{
    private readonly Func<CancellationToken, Task<IJobClient>> _submit;
    private readonly ResultQueue<T> _results;
    private readonly long _number;
    private readonly int? _limit;
    private readonly TaskCompletionSource<IJobClient> _job = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<JobResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _enumerations;

    internal CollectedStream(Func<CancellationToken, Task<IJobClient>> submit, ResultQueue<T> results, long number, int? limit)
    {
        _submit = submit;
        _results = results;
        _number = number;
        _limit = limit;
    }

    /// <summary>The job's handle, once the enumeration has begun.</summary>
    public Task<IJobClient> Job => _job.Task;

    /// <summary>How the job ended, whichever way; a job that was cancelled since enough records were taken is CANCELED.</summary>
    public Task<JobResult> Result => _result.Task;

    /// <summary>Submits the job and gives its records as they come.</summary>
    /// <param name="cancellationToken">Cancels the job.</param>
    /// <exception cref="JobExecutionException">While enumerating: the job failed or was cancelled by somebody else.</exception>
    /// <exception cref="InvalidOperationException">It was enumerated before.</exception>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _enumerations) > 1)
        {
            throw new InvalidOperationException("The result of a job can be enumerated once. Keep it in a list, or execute the program again.");
        }

        var job = await StartAsync(cancellationToken).ConfigureAwait(false);
        using var abandoned = new CancellationTokenSource();
        var end = AwaitEndAsync(job, job.FetchesResults ? FetchAsync(job, abandoned.Token) : Task.CompletedTask);
        var left = _limit ?? long.MaxValue;
        var isWhole = false;
        try
        {
            while (left > 0 && await _results.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (left > 0 && _results.Reader.TryRead(out var batch))
                {
                    for (var i = 0; i < batch.Length && left > 0; i++, left--)
                    {
                        yield return batch[i];
                    }
                }
            }

            isWhole = left > 0;
        }
        finally
        {
            // Who has all that there is has nothing to cancel, though the end of the job may be under way yet.
            if (!isWhole && !end.IsCompleted)
            {
                await abandoned.CancelAsync().ConfigureAwait(false);
                await job.CancelAsync(CancellationToken.None).ConfigureAwait(false);
            }

            await end.ConfigureAwait(false);
        }
    }

    private async Task<IJobClient> StartAsync(CancellationToken cancellation)
    {
        try
        {
            var job = await _submit(cancellation).ConfigureAwait(false);
            _job.SetResult(job);
            return job;
        }
        catch (Exception e)
        {
            ResultQueues.Remove(_number);
            _job.SetException(e);
            _result.SetException(e);
            throw;
        }
    }

    // Of a job in another process: as fast as the program takes them.
    private async Task FetchAsync(IJobClient job, CancellationToken abandoned)
    {
        var serializer = Serializers.For<T[]>();
        try
        {
            ResultPage page;
            var next = 0L;
            do
            {
                page = await job.FetchResultsAsync(_number, next, abandoned).ConfigureAwait(false);
                foreach (var piece in page.Pieces)
                {
                    await _results.PutAsync(serializer.Deserialize(piece.Span), abandoned).ConfigureAwait(false);
                }

                next = page.Next;
            }
            while (!page.HasEnded);
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            // The program has enough; the job is being cancelled.
        }
        catch
        {
            // Its sink waits for ever for somebody to take the results. What is thrown says more than that a job could not be cancelled.
            await job.CancelAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    // Completes the queue; the failure of the job is thrown where the records are awaited.
    private async Task AwaitEndAsync(IJobClient job, Task fetched)
    {
        try
        {
            await fetched.ConfigureAwait(false);
            var result = await job.GetResultAsync(CancellationToken.None).ConfigureAwait(false);
            _results.Complete(result.Status == JobStatus.Finished ? null : new JobExecutionException(result));
            _result.SetResult(result);
        }
        catch (Exception e)
        {
            _results.Complete(e);
            _result.SetException(e);
        }
        finally
        {
            ResultQueues.Remove(_number);
        }
    }
}
