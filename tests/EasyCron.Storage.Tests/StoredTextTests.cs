namespace EasyCron.Storage.Tests;

public class StoredTextTests
{
    [Test]
    public void Text_that_can_be_stored_is_returned_as_the_same_object()
    {
        var text = "plain 😀";

        Assert.That(StoredText.Clean(text), Is.SameAs(text));
        Assert.That(StoredText.Clean(null), Is.Null);
    }

    [Test]
    public void Cleaned_text_can_always_be_stored_and_keeps_its_length()
    {
        var random = new Random(3);
        char[] alphabet = ['a', '\0', '\ud83d', '\ude00', 'é', '\uffff'];
        for (var turn = 0; turn < 2_000; turn++)
        {
            var text = new string(random.GetItems(alphabet, random.Next(12)));
            var clean = StoredText.Clean(text)!;

            Assert.That(StoredText.IsStorable(clean), Is.True);
            Assert.That(clean, Has.Length.EqualTo(text.Length));
            Assert.That(clean.Replace("\uFFFD", "", StringComparison.Ordinal).All(c => c != '\0'), Is.True);
            Assert.That(() => new System.Text.UTF8Encoding(false, true).GetBytes(clean), Throws.Nothing);
        }
    }
}
