using Flink.Core;
using Flink.Yarn.Rpc;

namespace Flink.Yarn.Tests.Rpc;

public sealed class HadoopCredentialsTests
{
    // As YARN wrote it for an ApplicationMaster; the secret is made up.
    private const string OfMaster = "4844545300" + "01" + "00" + "1a" + "0a0d0a09080110dee78090a034100110c3ef81b4feffffffff01"
        + "14" + "0102030405060708090a0b0c0d0e0f1011121314" + "10" + "5941524e5f414d5f524d5f544f4b454e" + "00" + "00";

    [Fact]
    public void The_token_of_an_ApplicationMaster_is_found_by_its_kind()
    {
        var credentials = HadoopCredentials.Parse(Convert.FromHexString(OfMaster));

        var token = credentials.Find("YARN_AM_RM_TOKEN")!;
        Assert.Equal("", Assert.Single(credentials.Tokens).Key);
        Assert.Equal("0a0d0a09080110dee78090a034100110c3ef81b4feffffffff01", Convert.ToHexStringLower(token.Identifier.Span));
        Assert.Equal("0102030405060708090a0b0c0d0e0f1011121314", Convert.ToHexStringLower(token.Password.Span));
        Assert.Null(credentials.Find("NMToken"));
        Assert.Equal(OfMaster, Convert.ToHexStringLower(credentials.ToBytes()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(1_000_000)]
    public void A_secret_of_any_length_is_read_as_it_was_written(int length)
    {
        var secret = new byte[length];
        Random.Shared.NextBytes(secret);
        var written = new HadoopCredentials();
        written.Secrets.Add(new("a secret", secret));

        // The ResourceManager may leave something behind the end.
        var read = HadoopCredentials.Parse((byte[])[.. written.ToBytes(), 1, 2, 3]);

        Assert.Equal("a secret", Assert.Single(read.Secrets).Key);
        Assert.Equal(secret, read.Secrets[0].Value.ToArray());
    }

    [Theory]
    [InlineData("", "do not begin with HDTS")]
    [InlineData("48445453", "do not begin with HDTS")]
    [InlineData("4844545201000000", "do not begin with HDTS")]
    [InlineData("4844545301", "form 1")]
    [InlineData("4844545300", "cut off")]
    [InlineData("48445453000100", "cut off")]
    [InlineData("484454530001001a0a0d", "a length of 26 stands before 2 bytes")]
    [InlineData("48445453008e7fff", "a number of entries of 32767 stands before 0 bytes")]
    [InlineData("484454530087ff", "a number of entries of -256 stands before 0 bytes")]
    [InlineData("484454530080ffffffffffffff", "cut off")]
    public void What_is_damaged_is_said(string bytes, string expected) =>
        Assert.Contains(expected, Assert.Throws<FlinkException>(() => HadoopCredentials.Parse(Convert.FromHexString(bytes))).Message, StringComparison.Ordinal);

    [Fact]
    public void Whatever_is_cut_off_or_changed_ends_in_a_clear_error_or_in_credentials()
    {
        var whole = Convert.FromHexString(OfMaster);
        for (var at = 0; at < whole.Length; at++)
        {
            Assert.Throws<FlinkException>(() => HadoopCredentials.Parse(whole[..at]));
            foreach (var value in (byte[])[0, 127, 128, 143, 255])
            {
                var changed = whole.ToArray();
                changed[at] = value;
                try
                {
                    HadoopCredentials.Parse(changed);
                }
                catch (FlinkException)
                {
                    // Clear.
                }
            }
        }
    }

    [Fact]
    public void A_token_does_not_say_its_secret() =>
        Assert.Equal("token of kind k", new HadoopToken((byte[])[1], (byte[])[2], "k", "s").ToString());
}
