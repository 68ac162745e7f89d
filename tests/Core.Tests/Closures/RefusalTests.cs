using System.Diagnostics;
using System.Linq.Expressions;
using Flink.Core.Closures;

namespace Flink.Core.Tests.Closures;

public class RefusalTests
{
    [Fact]
    public void Refusal_names_the_lambda_with_file_and_line_the_way_the_type_and_what_to_do()
    {
        var customer = new Customer { Log = new Log(new MemoryStream()) };
        var line = new StackFrame(0, needFileInfo: true).GetFileLineNumber() + 1;
        Func<int, string> function = number => $"{customer}{number}";

        var refused = Travel.Refused(function);

        Assert.Equal(line, refused.Line);
        Assert.EndsWith("RefusalTests.cs", refused.File, StringComparison.Ordinal);
        Assert.Equal(typeof(MemoryStream), refused.Culprit);
        Assert.Equal("captured variable 'customer' -> Customer.Log -> Log._stream", refused.Path);
        Assert.Equal(
            $"Operator 'Map': the lambda in Flink.Core.Tests.Closures.RefusalTests.{nameof(Refusal_names_the_lambda_with_file_and_line_the_way_the_type_and_what_to_do)} "
            + $"({refused.File}:{line}) cannot travel to where it runs, since captured variable 'customer' -> Customer.Log -> Log._stream, "
            + "a System.IO.MemoryStream, is an open stream. Open it where it is used, in IRichFunction.Open, keep it in a static field, or mark its field [NonSerialized].",
            refused.Message);
    }

    public static TheoryData<object, string> Tied => new()
    {
        { new MemoryStream(), "an open stream" },
        { Task.CompletedTask, "a running task" },
        { Task.FromResult(1), "a running task" },
        { new TaskCompletionSource(), "a task's completion" },
        { Thread.CurrentThread, "a thread" },
        { CancellationToken.None, "a cancellation token" },
        { new CancellationTokenSource(), "a source of cancellation" },
        { new SemaphoreSlim(1), "a lock between threads" },
        { new Locked(), "a lock between threads" },
        { new Mutex(), "a lock or signal between threads" },
        { (nint)1, "a pointer or handle of this process" },
        { new HttpClient(), "an HTTP client with its connections" },
        { new Random(1), "a random generator" },
        { new Lazy<int>(1), "a lazy value with its lock" },
        { new WeakReference(""), "a weak reference" },
        { TimeProvider.System, "a clock" },
        { System.Threading.Channels.Channel.CreateUnbounded<int>(), "a channel between threads" },
        { new Services(), "a container of services" },
        { new Connection(), "a connection to a database" },
        { new[] { 1, 2 }.Select(n => n + 1), "of a type of .NET that is not among those that are rebuilt" },
        { new System.Collections.ArrayList(), "of a type of .NET that is not among those that are rebuilt" },
        { new InvalidOperationException(), "of a type of .NET that is not among those that are rebuilt" },
        { new Failure(), "a class that derives from System.Exception" },
        { new MyList(), "a class that derives from System.Collections.Generic.List<int>" },
        { new Fixed(), "a struct with a fixed buffer or an inline array" },
        { new object[] { 1, new MemoryStream() }, "[1], a System.IO.MemoryStream, is an open stream" },
        { Comparer<int>.Create((a, b) => a - b), "rebuilt" },
    };

    [Theory]
    [MemberData(nameof(Tied), DisableDiscoveryEnumeration = true)]
    public void What_is_tied_to_its_process_is_refused(object value, string what) =>
        Assert.Contains(what, Travel.Refused(value).Message, StringComparison.Ordinal);

    [Fact]
    public void Compiled_expression_is_refused()
    {
        Expression<Func<int, int>> twice = n => n * 2;

        Assert.Contains("a delegate that was compiled at run time", Travel.Refused(twice.Compile()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_in_a_struct_in_an_array_is_found()
    {
        var refused = Travel.Refused(new Holder { Slots = [default, new Slot { Handle = 5 }] });

        Assert.Equal("Holder.Slots -> [1] -> Slot.Handle", refused.Path);
    }

    [Fact]
    public void Captured_this_is_named()
    {
        var refused = Travel.Refused(new Service().Function());

        Assert.Equal("captured 'this' (Service) -> Service._stream", refused.Path);
    }

    [Fact]
    public void Lambda_that_uses_only_its_object_names_the_field()
    {
        var refused = Travel.Refused(new Service().OnlyThis());

        Assert.Equal("Service._stream", refused.Path);
        Assert.Contains("the lambda in Flink.Core.Tests.Closures.RefusalTests.Service.OnlyThis (", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nearest_function_is_the_one_that_is_named()
    {
        var stream = new MemoryStream();
        Func<long> inner = () => stream.Length;
        Func<long> outer = () => inner() + 1;

        var refused = Travel.Refused(outer);

        Assert.Equal("captured variable 'stream'", refused.Path);
    }

    [Fact]
    public void Object_is_named_by_its_type_where_there_is_no_lambda() =>
        Assert.StartsWith(
            "Operator 'Map': the object of Flink.Core.Tests.Closures.RefusalTests.Customer cannot travel to where it runs, since Customer.Log -> Log._stream, a ",
            Travel.Refused(new Customer { Log = new Log(new MemoryStream()) }).Message,
            StringComparison.Ordinal);

    private sealed class Customer
    {
        public Log? Log { get; init; }
    }

    private sealed class Log(Stream stream)
    {
        private readonly Stream _stream = stream;

        public override string ToString() => $"{_stream}";
    }

    private sealed class Service
    {
        private readonly MemoryStream _stream = new();

        public Func<int, long> Function()
        {
            var offset = 1L;
            return n => n + offset + _stream.Length;
        }

        public Func<long> OnlyThis() => () => _stream.Length;
    }

    private sealed class Holder
    {
        public Slot[] Slots { get; init; } = [];
    }

    private struct Slot
    {
        public nint Handle;
    }

    private sealed class Services : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    private sealed class Locked
    {
        private readonly Lock _lock = new();

        public Lock Lock => _lock;
    }

    private sealed class Failure : Exception;

    private sealed class MyList : List<int>;

    private unsafe struct Fixed
    {
        public fixed int Numbers[4];
    }

    private sealed class Connection : System.Data.Common.DbConnection
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "";

        public override System.Data.ConnectionState State => default;

        public override void ChangeDatabase(string databaseName)
        {
        }

        public override void Close()
        {
        }

        public override void Open()
        {
        }

        protected override System.Data.Common.DbTransaction BeginDbTransaction(System.Data.IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override System.Data.Common.DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}
