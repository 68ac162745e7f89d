namespace Flink.Architecture.Tests;

public class ReadmeCodeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/slots.md")]
    [InlineData("docs/testing.md")]
    [InlineData("docs/windows.md")]
    public void Every_code_block_compiles(string document)
    {
        var blocks = ReadmeCode.BlocksOf(Repository.Read(document)).ToArray();

        Assert.NotEmpty(blocks);
        Findings.None(blocks.SelectMany(block => block.Errors()));
    }

    [Fact]
    public void Block_that_does_not_compile_is_reported_with_its_line_in_the_file()
    {
        var block = Assert.Single(ReadmeCode.BlocksOf("# A\n```sh\nls\n```\ntext\n```csharp\nvar a = 1;\nint b = \"no\";\n```\n"));

        Assert.Contains("line 8: CS0029", Assert.Single(block.Errors()));
    }

    [Fact]
    public void Block_of_types_and_block_that_awaits_are_both_programs_of_their_own()
    {
        var blocks = ReadmeCode.BlocksOf("```csharp\nrecord A(int B);\n```\n\n```csharp\nawait Task.Yield();\nrecord A(int B);\n```\n").ToArray();

        Assert.Equal(2, blocks.Length);
        Assert.Empty(blocks.SelectMany(block => block.Errors()));
    }
}
