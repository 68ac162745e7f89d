using System.Globalization;
using Flink.Core.Types;
using Flink.Examples.SocketWordCount;
using Flink.Streaming;

const string Usage = "usage: SocketWordCount [--hostname HOST] --port PORT; start a server first, such as 'nc -lk 9000'";

string hostname = "localhost";
int? port = null;
for (var i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--hostname":
            hostname = args[i + 1];
            break;
        case "--port" when int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535:
            port = number;
            break;
        default:
            Console.Error.WriteLine($"SocketWordCount: '{args[i]} {args[i + 1]}' is not understood; {Usage}");
            return 1;
    }
}

if (port is null || args.Length % 2 != 0)
{
    Console.Error.WriteLine($"SocketWordCount: {(args.Length % 2 != 0 ? $"{args[^1]} needs a value" : "there is no port")}; {Usage}");
    return 1;
}

var environment = StreamExecutionEnvironment.GetExecutionEnvironment();
environment
    .SocketTextStream(hostname, port.Value)
    .FlatMap<WordCount>((line, output) =>
    {
        foreach (var word in line.ToString().ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            output.Collect(new WordCount(Utf8String.From(word), 1));
        }
    })
    .KeyBy(count => count.Word)
    .Sum(count => count.Count)
    .Print().SetParallelism(1);
await environment.ExecuteAsync("SocketWordCount");
return 0;
