namespace Flink.Architecture.Tests;

/// <summary>A rule's findings, each a line that tells what to change; the test framework's own message would cut them off.</summary>
public static class Findings
{
    public static void None(IEnumerable<string> findings)
    {
        var lines = findings.ToArray();
        if (lines.Length > 0)
        {
            Assert.Fail($"{lines.Length} found:\n{string.Join('\n', lines)}");
        }
    }
}
