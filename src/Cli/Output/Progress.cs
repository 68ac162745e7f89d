using Spectre.Console;

namespace Flink.Cli.Output;

/// <summary>Shows on standard error that something takes its time: a spinner where a person looks, a plain line elsewhere.</summary>
internal static class Progress
{
    public static T During<T>(string what, Func<T> work)
    {
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine($"flink: {what}");
            return work();
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Status().Start(Markup.Escape($"flink: {what}"), _ => work());
    }
}
