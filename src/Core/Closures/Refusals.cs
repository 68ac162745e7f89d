using System.Reflection;
using Flink.Core.Closures.Rules;

namespace Flink.Core.Closures;

/// <summary>Why values of a type do not travel.</summary>
/// <param name="What">What it is, after "is": "an open stream".</param>
/// <param name="Advice">What to do about it, as a sentence; null for the usual advice.</param>
internal sealed record Refusal(string What, string? Advice = null);

/// <summary>What cannot travel: everything that is tied to its process, and every type of .NET that has no rule.</summary>
internal static class Refusals
{
    private const string OnTheTask = "Open it where it is used, in IRichFunction.Open";
    private const string Values = "Capture the values that are needed, not the object";

    // By name, since most are in libraries that Core does not know. Derived types and implementations count.
    private static readonly Dictionary<string, Refusal> _tied = new(StringComparer.Ordinal)
    {
        ["System.IO.Stream"] = new("an open stream", OnTheTask),
        ["System.IO.TextReader"] = new("an open reader", OnTheTask),
        ["System.IO.TextWriter"] = new("an open writer", OnTheTask),
        ["System.Net.Sockets.Socket"] = new("an open socket", OnTheTask),
        ["System.Threading.Tasks.Task"] = new("a running task", "Await it before the job is built and capture its result"),
        ["System.Threading.Tasks.ValueTask"] = new("a running task", "Await it before the job is built and capture its result"),
        ["System.Threading.Tasks.ValueTask`1"] = new("a running task", "Await it before the job is built and capture its result"),
        ["System.Threading.Tasks.TaskCompletionSource"] = new("a task's completion", "Use a sink to get results out of a job"),
        ["System.Threading.Tasks.TaskCompletionSource`1"] = new("a task's completion", "Use a sink to get results out of a job"),
        ["System.Threading.Thread"] = new("a thread"),
        ["System.Threading.CancellationToken"] = new("a cancellation token", "Use RuntimeContext.Cancellation, which IRichFunction.Open gets"),
        ["System.Threading.CancellationTokenSource"] = new("a source of cancellation", "Use RuntimeContext.Cancellation, which IRichFunction.Open gets"),
        ["System.Threading.Timer"] = new("a timer"),
        ["System.Runtime.InteropServices.SafeHandle"] = new("a handle of the operating system", OnTheTask),
        ["System.Threading.WaitHandle"] = new("a lock or signal between threads"),
        ["System.Threading.SemaphoreSlim"] = new("a lock between threads"),
        ["System.Threading.ReaderWriterLockSlim"] = new("a lock between threads"),
        ["System.Threading.ManualResetEventSlim"] = new("a signal between threads"),
        ["System.Threading.CountdownEvent"] = new("a signal between threads"),
        ["System.Threading.Lock"] = new("a lock between threads"),
        ["System.Threading.Channels.Channel`2"] = new("a channel between threads", "Use a sink to get results out of a job"),
        ["System.Net.Http.HttpMessageInvoker"] = new("an HTTP client with its connections", OnTheTask),
        ["System.Data.Common.DbConnection"] = new("a connection to a database", OnTheTask),
        ["Microsoft.Extensions.Logging.ILogger"] = new("a logger of this process", "Make one in IRichFunction.Open"),
        ["Microsoft.Extensions.Logging.ILoggerFactory"] = new("a logger factory of this process", "Make loggers in IRichFunction.Open"),
        ["System.IServiceProvider"] = new("a container of services", "Resolve the service in IRichFunction.Open, from a static"),
        ["System.Random"] = new("a random generator, whose position would be the same in every subtask", "Make one in IRichFunction.Open, seeded by RuntimeContext.SubtaskIndex"),
        ["System.Lazy`1"] = new("a lazy value with its lock", "Compute it in IRichFunction.Open"),
        ["System.WeakReference"] = new("a weak reference"),
        ["System.WeakReference`1"] = new("a weak reference"),
        ["System.TimeProvider"] = new("a clock", "Use the clock of RuntimeContext"),
        ["System.Linq.Expressions.Expression"] = new("an expression tree", "Capture a delegate"),
        ["System.Reflection.Assembly"] = new("a loaded assembly", "Capture one of its types (typeof)"),
        ["Flink.Streaming.StreamExecutionEnvironment"] = new("the environment that builds jobs", Values),
        ["Flink.Streaming.DataStream`1"] = new("a stream of the job itself, which holds no records", "Join or unite the streams instead"),
        ["Flink.Core.Functions.RuntimeContext"] = new("the context of a running task", "Take it in IRichFunction.Open"),
        ["Flink.Core.Execution.IJobClient"] = new("the handle of a job", Values),
    };

    /// <summary>The reason why a type is refused; null when it may travel.</summary>
    public static Refusal? Find(Type type)
    {
        if (type.IsPointer || type.IsByRefLike || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint) || type.IsCOMObject)
        {
            return new Refusal("a pointer or handle of this process", OnTheTask);
        }

        if (type.IsArray || type.IsPrimitive || type.IsEnum || typeof(Delegate).IsAssignableFrom(type) || typeof(MemberInfo).IsAssignableFrom(type))
        {
            return null;
        }

        if (Tied(type) is { } tied)
        {
            return tied;
        }

        if (type.Assembly.IsDynamic)
        {
            return new Refusal("of a type that was made at run time");
        }

        return !IsFramework(type) || IsRebuilt(type)
            ? null
            : new Refusal("of a type of .NET that is not among those that are rebuilt where the function runs", UnlistedAdvice(type));
    }

    /// <summary>Whether a type comes with .NET or its extensions, so that its fields are nobody's contract.</summary>
    public static bool IsFramework(Type type)
    {
        var name = type.Assembly.GetName().Name!;
        return name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || name is "System" or "mscorlib" or "netstandard";
    }

    private static bool IsRebuilt(Type type) =>
        type.IsInterface || type.IsAbstract || Nullable.GetUnderlyingType(type) is not null || ValueRules.Find(type) is not null
        || CollectionRules.Find(type) is not null || LeafRules.Handles(type) || CopiedFields.IsListed(type);

    private static string? UnlistedAdvice(Type type) =>
        type.Namespace == "System.Linq" ? "Call ToList() before it is captured" : null;

    private static Refusal? Tied(Type type)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (_tied.TryGetValue(NameOf(level), out var refusal))
            {
                return refusal;
            }
        }

        foreach (var contract in type.GetInterfaces())
        {
            if (_tied.TryGetValue(NameOf(contract), out var refusal))
            {
                return refusal;
            }
        }

        return null;
    }

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name;
}
